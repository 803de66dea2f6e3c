-- The latest days are told by live messages alone: an extract is made up after the event.
SELECT k.*, coalesce(e.end_at, e.start_at) AS sent_on, e.event_id AS spell_id, k.sender AS provider_code,
       e.site AS site_code, s.name AS site_name, e.start_at AS admitted_at, e.end_at AS discharged_at, e.ready_at,
       CASE WHEN e.point_of_delivery = 'day_case' THEN 'elective' ELSE e.point_of_delivery END AS admission_method,
       e.point_of_delivery, e.route AS admission_source, e.outcome AS discharge_method, icd10(e.reason) AS primary_diagnosis,
       icd10_list(e.reasons) AS diagnoses, array_to_string(e.procedures, ' ') AS procedures,
       1 + least(coalesce(e.length_of_stay, 0) // 4, 4) AS episodes, e.length_of_stay, e.cost, e.cost_basis,
       after_days(coalesce(e.end_at, e.start_at), 'coded', e.event_id, 20) AS updated_at
FROM event e
JOIN known_hospital k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZT1')
    AND third(e.event_id) BETWEEN k.low AND k.high
LEFT JOIN reference_site s ON s.site = e.site
WHERE e.kind = 'admission' AND coalesce(e.end_at, now_()) < extracts_until()

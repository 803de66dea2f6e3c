SELECT k.sender, k.local_id, k.person_key, coalesce(e.end_at, e.start_at) AS sent_on, e.event_id AS stay_id,
       k.sender AS provider_code, e.site AS site_code, coalesce(s.name, 'Mental health unit') AS site_name,
       e.start_at AS admitted_at, e.end_at AS discharged_at, e.point_of_delivery, e.route AS admission_source,
       pick(['informal', 'informal', 'section_2', 'section_3'], 'section', e.event_id) AS legal_status,
       icd10(e.reason) AS diagnosis, e.outcome, e.length_of_stay, e.cost, e.cost_basis,
       coalesce(e.end_at, e.start_at) + INTERVAL 2 DAY AS updated_at
FROM event e
JOIN known_mental_health k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZM1')
    AND third(e.event_id) BETWEEN k.low AND k.high
LEFT JOIN reference_site s ON s.site = e.site
WHERE e.kind = 'mental_health_stay'

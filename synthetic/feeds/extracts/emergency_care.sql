-- The latest days are told by live messages alone: an extract is made up after the event.
SELECT k.*, coalesce(e.end_at, e.start_at) AS sent_on, e.event_id AS attendance_id, k.sender AS provider_code,
       e.site AS site_code, s.name AS site_name, e.start_at AS arrived_at,
       e.seen_at,
       e.end_at AS departed_at, CASE WHEN e.point_of_delivery IN ('utc', 'sdec') THEN e.point_of_delivery ELSE 'ae' END AS department_type,
       e.route AS arrival_mode,
       e.urgency::INTEGER AS acuity,
       CASE WHEN e.reason_system = 'snomed' THEN e.reason END AS diagnosis, e.outcome, e.cost, e.cost_basis,
       after_days(coalesce(e.end_at, e.start_at), 'coded', e.event_id, 5) AS updated_at
FROM event e
JOIN known_hospital k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZT1')
    AND third(e.event_id) BETWEEN k.low AND k.high
LEFT JOIN reference_site s ON s.site = e.site
WHERE e.kind = 'attendance' AND coalesce(e.end_at, e.start_at) < extracts_until()

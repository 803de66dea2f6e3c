SELECT k.*, e.start_at AS sent_on, e.event_id AS appointment_id, k.sender AS provider_code, e.site AS site_code,
       s.name AS site_name, e.start_at AS appointment_at, e.end_at AS ended_at, e.point_of_delivery AS attendance_type,
       e.reason AS specialty, e.route AS referral_source, array_to_string(e.procedures, ' ') AS procedures, e.outcome,
       e.cost, e.cost_basis, after_days(coalesce(e.end_at, e.start_at), 'coded', e.event_id, 20) AS updated_at
FROM event e
JOIN known_hospital k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZT1')
    AND third(e.event_id) BETWEEN k.low AND k.high
LEFT JOIN reference_site s ON s.site = e.site
WHERE e.kind = 'appointment'

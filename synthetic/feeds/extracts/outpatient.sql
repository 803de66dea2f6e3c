SELECT k.*, e.start_at AS sent_on, e.event_id AS appointment_id, k.sender AS provider_code, e.site AS site_code,
       s.name AS site_name, e.start_at AS appointment_at, e.end_at AS ended_at, e.point_of_delivery AS attendance_type,
       clinic.code AS specialty, clinic.name AS specialty_name, e.route AS referral_source, icd10(e.reason) AS diagnosis,
       array_to_string(e.procedures, ' ') AS procedures, e.outcome, e.cost, e.cost_basis,
       after_days(coalesce(e.end_at, e.start_at), 'coded', e.event_id, 20) AS updated_at
FROM (SELECT *, CASE left(reason, 1) WHEN 'I' THEN 1 WHEN 'J' THEN 2 WHEN 'E' THEN 3 WHEN 'C' THEN 4 WHEN 'M' THEN 5
                     WHEN 'H' THEN 6 ELSE 7 + (luck('clinic', person_key) % 6)::INTEGER END AS clinic
      FROM event WHERE kind = 'appointment') e
JOIN known_hospital k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZT1')
    AND third(e.event_id) BETWEEN k.low AND k.high
LEFT JOIN reference_site s ON s.site = e.site
LEFT JOIN (VALUES (1, '320', 'Cardiology'), (2, '340', 'Respiratory medicine'), (3, '302', 'Endocrinology'),
                  (4, '370', 'Medical oncology'), (5, '410', 'Rheumatology'), (6, '130', 'Ophthalmology'),
                  (7, '300', 'General medicine'), (8, '100', 'General surgery'), (9, '110', 'Trauma and orthopaedics'),
                  (10, '330', 'Dermatology'), (11, '120', 'Ear, nose and throat'), (12, '301', 'Gastroenterology'))
    AS clinic(n, code, name) ON clinic.n = e.clinic

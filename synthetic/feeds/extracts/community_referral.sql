SELECT k.*, coalesce(r.closed_at, r.referred_at) AS sent_on,
       id_of('R', hash(r.person_key, r.referred_at, r.service)) AS referral_id, k.sender AS provider_code,
       r.referred_at AS received_at, r.service, r.source, r.urgency, NULL AS reason, r.seen_at, r.closed_at, r.outcome,
       coalesce(r.closed_at, r.seen_at, r.referred_at) + INTERVAL 1 DAY AS updated_at
FROM referral r
JOIN known_community k ON k.person_key = r.person_key AND k.sender = coalesce(r.provider, 'ZC1')
    AND third(hash(r.person_key, r.referred_at, r.service)) BETWEEN k.low AND k.high
WHERE r.feed = 'community_referral'

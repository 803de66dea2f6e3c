-- One referral of someone who was seen, dated on the day they first were: waits that ended in a period are counted in
-- it, as published waits are, for of the latest referrals only those who waited little have been seen yet.
SELECT person_key, seen_at AS start_at, referred_at, seen_at, service, source, urgency, outcome, provider, feed,
       days_between(london_day(referred_at), london_day(seen_at)) AS days_waited
FROM referral
WHERE seen_at IS NOT NULL

-- The further targets of a request are called alsoTest, those of a result affectedTargets.
UPDATE "Bisection" SET "request" = ("request" - 'scope') || jsonb_build_object('alsoTest', "request" -> 'scope') WHERE "request" ? 'scope';
UPDATE "Bisection" SET "result" = ("result" - 'scope') || jsonb_build_object('affectedTargets', "result" -> 'scope') WHERE "result" ? 'scope';
UPDATE "Bisection" SET "stage" = 'affected-targets' WHERE "stage" = 'scope';
UPDATE "Event" SET "data" = jsonb_set("data", '{stage}', '"affected-targets"') WHERE "type" = 'stage' AND "data" ->> 'stage' = 'scope';
UPDATE "Delivery" SET "subject" = regexp_replace("subject", '^(\S+) scope ', '\1 affected-targets ')
WHERE "type" = 'bisection.progressed' AND "subject" ~ '^\S+ scope ';

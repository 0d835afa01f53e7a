-- The good and the bad revision are called boundaries, not ends.
UPDATE "Bisection"
SET "request" = jsonb_set("request", '{runs}', (("request" -> 'runs') - 'ends') || jsonb_build_object('boundaries', "request" -> 'runs' -> 'ends'))
WHERE "request" -> 'runs' ? 'ends';
UPDATE "Bisection"
SET "result" = jsonb_set("result", '{checks}', (
  SELECT coalesce(jsonb_agg(CASE
    WHEN "check" ->> 'name' IN ('good end', 'bad end')
    THEN jsonb_set("check", '{name}', to_jsonb(replace("check" ->> 'name', ' end', ' revision')))
    ELSE "check" END ORDER BY "position"), '[]')
  FROM jsonb_array_elements("result" -> 'checks') WITH ORDINALITY AS checks ("check", "position")))
WHERE jsonb_typeof("result" -> 'checks') = 'array';
UPDATE "Bisection"
SET "result" = jsonb_set("result", '{cause}', to_jsonb(CASE "result" ->> 'cause'
  WHEN 'ends alike' THEN 'boundaries alike'
  ELSE regexp_replace("result" ->> 'cause', '^(good|bad) end ', '\1 revision ') END))
WHERE "result" ->> 'cause' ~ '^((good|bad) end |ends alike$)';
UPDATE "Bisection" SET "stage" = 'boundaries' WHERE "stage" = 'ends';
UPDATE "Event" SET "data" = jsonb_set("data", '{stage}', '"boundaries"') WHERE "type" = 'stage' AND "data" ->> 'stage' = 'ends';
UPDATE "Delivery" SET "subject" = regexp_replace("subject", '^(\S+) ends ', '\1 boundaries ')
WHERE "type" = 'bisection.progressed' AND "subject" ~ '^\S+ ends ';

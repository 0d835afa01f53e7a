-- Bisections of the same culprit, test and tree are about one regression.
ALTER TABLE "Regression" ADD COLUMN "duplicateOf" TEXT;
ALTER TABLE "Regression" ADD CONSTRAINT "Regression_duplicateOf_fkey"
  FOREIGN KEY ("duplicateOf") REFERENCES "Regression"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "Regression_duplicateOf_idx" ON "Regression"("duplicateOf");

CREATE TEMPORARY TABLE "Found" AS
SELECT r."id", r."treeId", r."foundAt", r."mark", b."culpritHash", b."question", jsonb_build_array(
    coalesce(b."request" #>> '{test,kind}', 'boot'), b."request" #> '{test,script}',
    b."request" #> '{test,pattern}', b."request" #> '{test,expect}') AS "test"
  FROM "Regression" r JOIN "Bisection" b ON b."id" = r."bisectionId";

UPDATE "Regression" r SET "duplicateOf" = f."first"
  FROM (SELECT "id", first_value("id") OVER (PARTITION BY "treeId", "test", "culpritHash" ORDER BY "foundAt", "id") AS "first"
    FROM "Found" WHERE "culpritHash" IS NOT NULL) f
  WHERE r."id" = f."id" AND f."first" <> f."id";

-- Those that have no culprit yet, by what was asked.
UPDATE "Regression" r SET "duplicateOf" = coalesce(o."duplicateOf", o."id")
  FROM "Found" f,
    (SELECT "id", first_value("id") OVER (PARTITION BY "treeId", "question"
      ORDER BY "culpritHash" IS NULL, "foundAt", "id") AS "first" FROM "Found" WHERE "question" <> '') g,
    "Regression" o
  WHERE f."id" = r."id" AND g."id" = r."id" AND o."id" = g."first" AND g."first" <> r."id" AND f."culpritHash" IS NULL;

-- What people said last of any of them holds for all.
UPDATE "Regression" r SET "state" = said."state", "mark" = said."mark"
  FROM (SELECT DISTINCT ON (coalesce("duplicateOf", "id")) coalesce("duplicateOf", "id") AS "first", "state", "mark"
    FROM "Regression" WHERE "mark" IS NOT NULL ORDER BY coalesce("duplicateOf", "id"), "mark" ->> 'at' DESC) said
  WHERE r."id" = said."first" AND r."mark" IS DISTINCT FROM said."mark";

DROP TABLE "Found";

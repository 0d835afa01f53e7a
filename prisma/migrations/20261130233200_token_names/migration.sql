-- Two tokens that can be used have different names: the oldest keeps its name, further ones get the beginning of their id. The service's own first
-- token is always called bootstrap.
UPDATE "Token" t SET "name" = t."name" || '-' || substr(t."id", 1, 8)
  FROM (SELECT "id", row_number() OVER (PARTITION BY "name" ORDER BY "bootstrap" DESC, "createdAt", "id") AS "place"
    FROM "Token" WHERE "revokedAt" IS NULL) n
  WHERE n."id" = t."id" AND n."place" > 1;

CREATE UNIQUE INDEX "Token_name_key" ON "Token"("name") WHERE "revokedAt" IS NULL AND NOT "bootstrap";

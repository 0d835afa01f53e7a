-- AlterTable
ALTER TABLE "Token" ADD COLUMN     "bootstrap" BOOLEAN NOT NULL DEFAULT false;

-- The service itself stored these. A token of this name that a person created has an entry in the audit log.
UPDATE "Token" SET "bootstrap" = true
WHERE "name" = 'bootstrap' AND "scope" = 'admin' AND "expiresAt" IS NULL
  AND NOT EXISTS (SELECT 1 FROM "Audit" WHERE "Audit"."action" = 'token.create' AND "Audit"."subject" = "Token"."id");

-- What one run showed is called its result.
ALTER TABLE "Run" RENAME COLUMN "signal" TO "result";
UPDATE "Event" SET "data" = ("data" - 'signal') || jsonb_build_object('result', "data" -> 'signal')
WHERE "type" = 'run-finished' AND "data" ? 'signal';

-- What people say of a regression is its triage; requests with one dedup key are the same search.
ALTER TABLE "Bisection" RENAME COLUMN "question" TO "dedupKey";
ALTER INDEX "Bisection_question_idx" RENAME TO "Bisection_dedupKey_idx";
ALTER TABLE "Regression" RENAME COLUMN "question" TO "dedupKey";
ALTER INDEX "Regression_question_idx" RENAME TO "Regression_dedupKey_idx";
ALTER TABLE "Regression" RENAME COLUMN "mark" TO "triage";
UPDATE "Event" SET "type" = 'triaged' WHERE "type" = 'marked';
UPDATE "Audit" SET "action" = regexp_replace("action", '\.mark$', '.triage') WHERE "action" ~ '\.mark$';

-- What a reported regression is looked up by stood inside `origin`, where no index finds it.
ALTER TABLE "Regression" ADD COLUMN     "question" TEXT;
UPDATE "Regression" SET "question" = "origin" ->> 'question', "origin" = "origin" - 'question' WHERE "origin" ? 'question';

-- CreateIndex
CREATE INDEX "Regression_question_idx" ON "Regression"("question");

-- CreateIndex
CREATE INDEX "Bisection_culpritHash_idx" ON "Bisection"("culpritHash" text_pattern_ops);

-- CreateIndex
CREATE INDEX "Regression_treeId_foundAt_idx" ON "Regression"("treeId", "foundAt");

-- CreateIndex
CREATE INDEX "Mail_createdAt_id_idx" ON "Mail"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Mail_finding_idx" ON "Mail"("finding" text_pattern_ops);

-- CreateIndex
CREATE INDEX "Delivery_type_subject_idx" ON "Delivery"("type", "subject" text_pattern_ops);

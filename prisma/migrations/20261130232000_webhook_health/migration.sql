-- The latest attempt to send a message to a webhook, and since when its attempts have failed.
ALTER TABLE "Webhook"
  ADD COLUMN "lastAttemptAt" TIMESTAMPTZ(3),
  ADD COLUMN "lastStatus" INTEGER,
  ADD COLUMN "lastError" TEXT,
  ADD COLUMN "failingSince" TIMESTAMPTZ(3);

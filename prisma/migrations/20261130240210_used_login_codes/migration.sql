-- Login codes that signed somebody in, until they expire: each does so once, whichever API takes it.
CREATE TABLE "UsedLoginCode" (
  "hash" TEXT NOT NULL,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "UsedLoginCode_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "UsedLoginCode_expiresAt_idx" ON "UsedLoginCode"("expiresAt");

-- Encrypted by the API, which also moves the user parts of stored URLs here when it starts.
ALTER TABLE "Tree" ADD COLUMN "credentials" TEXT;

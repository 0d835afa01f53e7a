-- The URL of a webhook may hold its secret and is sealed when the service starts next; its scheme, host and port stay readable.
ALTER TABLE "Webhook" ADD COLUMN     "origin" TEXT NOT NULL DEFAULT '';
UPDATE "Webhook" SET "origin" = lower(regexp_replace("url", '^([^:/?#]+://)(?:[^/?#@]*@)?([^/?#]*).*$', '\1\2'))
WHERE "url" ~ '^[^:/?#]+://';

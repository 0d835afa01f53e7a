-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "headerNames" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- The values are sealed when the API starts; their names are shown, so that nothing needs to be opened for a list.
UPDATE "Webhook" SET "headerNames" = ARRAY(SELECT jsonb_object_keys("headers") ORDER BY 1);

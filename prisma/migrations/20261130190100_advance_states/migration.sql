-- CreateTable
CREATE TABLE "AdvanceState" (
    "bisectionId" TEXT NOT NULL,
    "changes" INTEGER NOT NULL DEFAULT 1,
    "seen" INTEGER NOT NULL DEFAULT 0,
    "seenAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),

    CONSTRAINT "AdvanceState_pkey" PRIMARY KEY ("bisectionId")
);

-- AddForeignKey
ALTER TABLE "AdvanceState" ADD CONSTRAINT "AdvanceState_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- All bisections that are open are looked at once.
INSERT INTO "AdvanceState" ("bisectionId") SELECT "id" FROM "Bisection" WHERE "state" <> 'finished';

-- Counts the changes of all that a plan rests on, whichever statement makes them. Rows of a bisection that is being deleted count for nothing.
CREATE FUNCTION kbisect_count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AdvanceState" ("bisectionId")
    SELECT b."id" FROM "Bisection" b WHERE b."id" IN (SELECT "bisectionId" FROM changed) ORDER BY b."id"
    ON CONFLICT ("bisectionId") DO UPDATE SET "changes" = "AdvanceState"."changes" + 1;
  RETURN NULL;
END $$;

CREATE FUNCTION kbisect_count_state_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AdvanceState" ("bisectionId") VALUES (NEW."id")
    ON CONFLICT ("bisectionId") DO UPDATE SET "changes" = "AdvanceState"."changes" + 1;
  RETURN NULL;
END $$;

DO $$
DECLARE facts TEXT;
BEGIN
  FOREACH facts IN ARRAY ARRAY['Build', 'Run', 'InfrastructureError', 'Override', 'Rerun'] LOOP
    EXECUTE format('CREATE TRIGGER count_inserts AFTER INSERT ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kbisect_count_changes()', facts);
    EXECUTE format('CREATE TRIGGER count_updates AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kbisect_count_changes()', facts);
    EXECUTE format('CREATE TRIGGER count_deletes AFTER DELETE ON %I REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kbisect_count_changes()', facts);
  END LOOP;
END $$;

CREATE TRIGGER count_creation AFTER INSERT ON "Bisection" FOR EACH ROW EXECUTE FUNCTION kbisect_count_state_change();
CREATE TRIGGER count_state_changes AFTER UPDATE OF "state", "cancelRequested", "resumedAt", "suspects" ON "Bisection" FOR EACH ROW
  WHEN ((OLD."state", OLD."cancelRequested", OLD."resumedAt", OLD."suspects") IS DISTINCT FROM (NEW."state", NEW."cancelRequested", NEW."resumedAt", NEW."suspects"))
  EXECUTE FUNCTION kbisect_count_state_change();

-- What to do about an error is called a hint.
UPDATE "InfrastructureError" SET "message" = replace("message", ' Cure: ', ' Hint: ') WHERE "message" LIKE '% Cure: %';
UPDATE "Bisection" SET "pauseReason" = replace("pauseReason", ' Cure: ', ' Hint: ') WHERE "pauseReason" LIKE '% Cure: %';
UPDATE "Event" SET "message" = replace("message", ' Cure: ', ' Hint: ') WHERE "message" LIKE '% Cure: %';

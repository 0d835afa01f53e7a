-- What a kernel reports and survives is called a warning.
UPDATE "Run" SET "signal" = ("signal" - 'complaints') || jsonb_build_object('warnings', "signal" -> 'complaints') WHERE "signal" ? 'complaints';
UPDATE "Bisection" SET "request" = ("request" - 'complaints') || jsonb_build_object('warnings', "request" -> 'complaints') WHERE "request" ? 'complaints';

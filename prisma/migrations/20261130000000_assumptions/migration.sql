-- Results stored before assumptions were listed have none.
UPDATE "Bisection" SET "result" = jsonb_set("result", '{assumptions}', '[]') WHERE jsonb_typeof("result") = 'object' AND NOT "result" ? 'assumptions';

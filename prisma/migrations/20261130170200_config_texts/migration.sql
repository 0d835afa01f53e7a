-- CreateTable
CREATE TABLE "ConfigText" (
    "digest" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "ConfigText_pkey" PRIMARY KEY ("digest")
);

-- Requests and targets held the text of each configuration file, once for each target. From now on they hold its digest.
CREATE FUNCTION pg_temp.kbisect_digest(content TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
$$ SELECT encode(sha256(convert_to(content, 'UTF8')), 'hex') $$;

INSERT INTO "ConfigText" ("digest", "text")
SELECT DISTINCT pg_temp.kbisect_digest(file #>> '{}'), file #>> '{}'
FROM "Bisection", LATERAL jsonb_path_query(jsonb_build_array("request", "targets"), 'lax $.**.content ? (@.type() == "string")') AS file
ON CONFLICT DO NOTHING;

CREATE FUNCTION pg_temp.kbisect_file(file JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN jsonb_typeof(file) = 'object' AND file ? 'content' THEN jsonb_build_object(
    'name', file -> 'name', 'digest', pg_temp.kbisect_digest(file ->> 'content'), 'bytes', octet_length(file ->> 'content')
  ) ELSE file END $$;

CREATE FUNCTION pg_temp.kbisect_files(files JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE AS
$$ SELECT coalesce(jsonb_agg(pg_temp.kbisect_file(file) ORDER BY at), '[]')
  FROM jsonb_array_elements(files) WITH ORDINALITY AS f(file, at) $$;

CREATE FUNCTION pg_temp.kbisect_target(target JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE AS
$$ SELECT target
  || CASE WHEN target ? 'config' THEN jsonb_build_object('config', pg_temp.kbisect_file(target -> 'config')) ELSE '{}' END
  || CASE WHEN target ? 'fragments' THEN jsonb_build_object('fragments', pg_temp.kbisect_files(target -> 'fragments')) ELSE '{}' END $$;

CREATE FUNCTION pg_temp.kbisect_targets(targets JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE AS
$$ SELECT coalesce(jsonb_agg(pg_temp.kbisect_target(target) ORDER BY at), '[]')
  FROM jsonb_array_elements(targets) WITH ORDINALITY AS t(target, at) $$;

UPDATE "Bisection" SET
  "targets" = pg_temp.kbisect_targets("targets"),
  "request" = "request"
    || CASE WHEN "request" ? 'target' THEN jsonb_build_object('target', pg_temp.kbisect_target("request" -> 'target')) ELSE '{}' END
    || CASE WHEN "request" ? 'scope' THEN jsonb_build_object('scope', pg_temp.kbisect_targets("request" -> 'scope')) ELSE '{}' END;

// As the first version wrote them; spelt out, because today's store writes other columns.
export const FIRST_FACTS = `
  INSERT INTO "Tree" ("id", "name", "url") VALUES ('t', 'mainline', 'https://example.org/linux.git');
  INSERT INTO "Bisection" ("id", "treeId", "request", "targets", "goodRef", "goodHash", "badRef", "badHash", "mergeBases",
      "title", "targetName", "architecture", "testKind", "state", "outcome", "label", "result")
    VALUES ('b', 't', '{}', '[]', 'v6.1', 'c0', 'v6.2', 'c1', '{}',
      'no boot', 'arm64', 'arm64', 'boot', 'finished', 'range', 'range', '{"outcome": "range", "range": ["c1"]}');
  INSERT INTO "Candidate" ("bisectionId", "position", "hash", "subject", "author", "authoredAt", "committedAt", "parents",
      "verdict", "reason", "possible")
    VALUES ('b', 0, 'c1', 'mm: x', 'Ann <ann@example.org>', now(), now(), '{c0}', 'good', 'it passed', false);
  INSERT INTO "Build" ("id", "bisectionId", "commit", "reverted", "targetKey", "result", "toolchain", "droppedSymbols",
      "artifacts", "commands", "worker", "seconds", "finishedAt")
    VALUES ('b1', 'b', 'c1', '', 'k', 'built', 'gcc', '[]', '[]', '{make}', 'w', 1, '2026-01-01'),
      ('b2', 'b', 'c1', 'c2', 'k', 'conflict', 'gcc', '[]', '[]', '{make}', 'w', 1, '2026-01-02');
  INSERT INTO "Run" ("id", "bisectionId", "commit", "targetKey", "attempt", "signal", "logBytes", "command", "emulator",
      "accelerator", "worker", "cpuSeconds", "seconds")
    VALUES ('r1', 'b', 'c1', 'k', 1, '{"kind": "passed"}', 0, 'qemu', 'QEMU 7.2', 'tcg', 'w', 1, 1);
  INSERT INTO "Work" ("bisectionId", "task", "kind", "commit", "targetKey", "worker")
    VALUES ('b', 'boot.c1.k.2', 'boot', 'c1', 'k', 'w')`

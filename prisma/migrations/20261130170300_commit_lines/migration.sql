-- CreateTable
CREATE TABLE "CommitLine" (
    "treeId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "committedAt" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "CommitLine_pkey" PRIMARY KEY ("treeId","hash")
);

-- AddForeignKey
ALTER TABLE "CommitLine" ADD CONSTRAINT "CommitLine_treeId_fkey" FOREIGN KEY ("treeId") REFERENCES "Tree"("id") ON DELETE CASCADE ON UPDATE CASCADE;

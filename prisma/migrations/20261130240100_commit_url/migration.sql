-- Template of the pages of a tree's commits; null: by the host of the tree.
ALTER TABLE "Tree" ADD COLUMN "commitUrl" TEXT;

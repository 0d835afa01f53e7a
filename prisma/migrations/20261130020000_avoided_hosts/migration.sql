-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "avoided" TEXT[] DEFAULT ARRAY[]::TEXT[];

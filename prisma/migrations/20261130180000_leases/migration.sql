-- Who has a mail or a delivery in hand: what a late worker says of it then changes nothing any more.
ALTER TABLE "Mail" ADD COLUMN     "lease" TEXT;
ALTER TABLE "Delivery" ADD COLUMN     "lease" TEXT,
ADD COLUMN     "leasedUntil" TIMESTAMPTZ(3);

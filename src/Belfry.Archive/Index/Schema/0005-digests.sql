-- MD5 made way for a digest that costs nothing (decision 0100): a number, XXH64 as a signed one.
ALTER TABLE instances RENAME COLUMN md5 TO digest;
UPDATE instances SET digest = NULL WHERE digest IS NOT NULL;

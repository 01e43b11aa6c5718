CREATE TABLE raw_orders (id BIGINT, amount INT) WITH ('changelog.mode' = 'append');
CREATE TABLE kept (id BIGINT, amount INT) WITH ('changelog.mode' = 'append');
INSERT INTO kept SELECT id, amount FROM raw_orders;
CREATE TABLE dropped (id BIGINT, amount INT) WITH ('changelog.mode' = 'append');
INSERT INTO dropped SELECT id, amount FROM kept;

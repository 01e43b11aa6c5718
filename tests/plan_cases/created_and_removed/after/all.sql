CREATE TABLE raw_orders (id BIGINT, amount INT) WITH ('changelog.mode' = 'append');
CREATE TABLE kept (id BIGINT, amount INT) WITH ('changelog.mode' = 'append');
INSERT INTO kept SELECT id, amount FROM raw_orders;
CREATE TABLE small (id BIGINT, amount INT) WITH ('changelog.mode' = 'append');
CREATE TABLE big (id BIGINT, amount INT) WITH ('changelog.mode' = 'append');
EXECUTE STATEMENT SET BEGIN
  INSERT INTO small SELECT id, amount FROM kept WHERE amount < 10;
  INSERT INTO big SELECT kept.id, kept.amount FROM kept WHERE kept.amount >= 10;
END;

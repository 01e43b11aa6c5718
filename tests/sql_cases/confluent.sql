-- What Confluent Cloud documents beyond open-source Flink, whose parser refuses some of it. Each case
-- names the page of docs.confluent.io that describes its syntax, and which tables it reads.

-- page: cloud/current/flink/reference/statements/create-agent
-- reads:
CREATE AGENT IF NOT EXISTS `my env`.`cluster-1`.triage
  USING MODEL judge USING PROMPT 'Sort what comes in. FROM is no word here.'
  USING TOOLS lookup_tool, mail_tool COMMENT 'sorts' WITH ('max_iterations' = '5');

-- page: cloud/current/flink/reference/statements/create-agent
-- reads:
CREATE AGENT critic_loop USING AGENTS drafter, critic WITH ('max_iterations' = '3');

-- page: cloud/current/flink/reference/statements/alter-agent
-- reads:
ALTER AGENT IF EXISTS triage SET MODEL better_judge;

-- page: cloud/current/flink/reference/statements/alter-agent
-- reads:
ALTER AGENT triage SET PROMPT 'Be brief.';

-- page: cloud/current/flink/reference/statements/alter-agent
-- reads:
ALTER AGENT triage ADD TOOL lookup_tool;

-- page: cloud/current/flink/reference/statements/alter-agent
-- reads:
ALTER AGENT IF EXISTS `my env`.`cluster-1`.triage REMOVE TOOL lookup_tool;

-- page: cloud/current/flink/reference/statements/alter-agent
-- reads:
ALTER AGENT triage SET ('max_iterations' = '7');

-- page: cloud/current/flink/reference/statements/overview
-- reads:
DROP AGENT IF EXISTS triage;

-- page: cloud/current/flink/reference/statements/create-tool
-- reads:
CREATE TOOL lookup_tool USING FUNCTION find_customer WITH ('type' = 'function');

-- page: cloud/current/flink/reference/statements/create-tool
-- reads:
CREATE TOOL IF NOT EXISTS db1.mail_tool USING CONNECTION mail_connection COMMENT 'mail'
  WITH ('type' = 'mcp', 'allowed_tools' = 'send,list');

-- page: cloud/current/flink/reference/statements/create-tool
-- reads:
DROP TOOL mail_tool;

-- page: cloud/current/flink/reference/statements/alter-tool
-- reads:
ALTER TOOL IF EXISTS mail_tool RENAME TO post_tool;

-- page: cloud/current/flink/reference/statements/alter-tool
-- reads:
ALTER TOOL mail_tool SET ('request_timeout' = '90');

-- page: cloud/current/flink/reference/statements/create-connection
-- reads:
CREATE CONNECTION mail_connection WITH ('type' = 'mcp_server', 'endpoint' = 'https://example.org');

-- page: cloud/current/flink/reference/statements/show
-- reads:
SHOW AGENTS;

-- page: cloud/current/flink/reference/statements/show
-- reads:
SHOW TOOLS;

-- page: cloud/current/flink/reference/statements/show
-- reads:
SHOW CREATE AGENT triage;

-- page: cloud/current/flink/reference/statements/show
-- reads:
SHOW CREATE TOOL lookup_tool;

-- page: cloud/current/flink/reference/statements/describe
-- reads:
DESCRIBE TOOL lookup_tool;

-- page: cloud/current/flink/reference/statements/describe
-- reads:
DESCRIBE AGENT triage;

-- page: cloud/current/flink/reference/statements/create-table
-- reads:
CREATE TABLE parcels (
  parcel_id STRING NOT NULL,
  weight DOUBLE,
  headers MAP<STRING, BYTES> METADATA,
  moved_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  PRIMARY KEY (parcel_id) NOT ENFORCED,
  WATERMARK FOR $rowtime AS $rowtime - INTERVAL '5' SECOND
) DISTRIBUTED BY HASH(parcel_id) INTO 6 BUCKETS WITH ('changelog.mode' = 'upsert');

-- page: cloud/current/flink/reference/statements/create-table
-- reads: raw.parcels
CREATE TABLE IF NOT EXISTS heavy (PRIMARY KEY (parcel_id) NOT ENFORCED)
  DISTRIBUTED INTO 3 BUCKETS WITH ('kafka.retention.time' = '7 d')
  AS SELECT parcel_id, weight FROM raw.parcels WHERE weight > 30;

-- page: cloud/current/flink/reference/statements/create-table
-- reads:
CREATE TABLE twin LIKE `my env`.`cluster-1`.`parcels.v1`;

-- page: cloud/current/flink/reference/statements/alter-table
-- reads:
ALTER TABLE parcels MODIFY WATERMARK FOR $rowtime AS $rowtime - INTERVAL '0.001' SECOND;

-- page: cloud/current/flink/reference/statements/alter-table
-- reads:
ALTER TABLE parcels ADD (part INT METADATA FROM 'partition' VIRTUAL COMMENT 'of the topic');

-- page: cloud/current/flink/reference/statements/alter-table
-- reads:
ALTER TABLE `my env`.`cluster-1`.`parcels.v1` SET ('changelog.mode' = 'append');

-- page: cloud/current/flink/reference/statements/alter-table
-- reads:
ALTER TABLE parcels SET LIGHTNING MODE (fast);

-- page: cloud/current/flink/reference/statements/create-view
-- reads: parcels
CREATE VIEW IF NOT EXISTS db1.heavy_ones (id) COMMENT 'of them' AS SELECT parcel_id FROM parcels;

-- page: cloud/current/flink/reference/statements/create-materialized-table
-- reads: parcels
CREATE MATERIALIZED TABLE IF NOT EXISTS weights (
  weight DOUBLE, n BIGINT, moved_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR moved_at AS moved_at, PRIMARY KEY (weight) NOT ENFORCED
) COMMENT 'how many' DISTRIBUTED BY (weight) INTO 4 BUCKETS WITH ('changelog.mode' = 'upsert')
  START_MODE = FROM_NOW(INTERVAL '7' DAY)
  AS SELECT weight, COUNT(*) AS n FROM parcels GROUP BY weight;

-- page: cloud/current/flink/reference/statements/create-or-alter-materialized-table
-- reads: parcels
CREATE OR ALTER MATERIALIZED TABLE weights START_MODE = RESUME_OR_FROM_BEGINNING
  AS SELECT weight FROM parcels;

-- page: cloud/current/flink/reference/statements/alter-materialized-table
-- reads: parcels
ALTER MATERIALIZED TABLE weights (weight DOUBLE, PRIMARY KEY (weight) NOT ENFORCED)
  DISTRIBUTED BY (weight) INTO 4 BUCKETS WITH ('changelog.mode' = 'upsert')
  START_MODE = FROM_TIMESTAMP(TIMESTAMP '2024-01-01 00:00:00') AS SELECT weight FROM parcels;

-- page: cloud/current/flink/reference/statements/alter-materialized-table
-- reads: parcels
ALTER MATERIALIZED TABLE weights START_MODE = RESUME_OR_FROM_NOW AS SELECT weight FROM parcels;

-- page: cloud/current/flink/reference/statements/alter-materialized-table
-- reads:
ALTER MATERIALIZED TABLE weights ADD (part INT METADATA FROM 'partition' VIRTUAL);

-- page: cloud/current/flink/reference/statements/alter-materialized-table
-- reads:
ALTER MATERIALIZED TABLE weights SUSPEND;

-- page: cloud/current/flink/reference/statements/show
-- reads: weights
SHOW CREATE MATERIALIZED TABLE weights;

-- page: cloud/current/flink/reference/statements/show
-- reads:
SHOW CONNECTIONS;

-- page: cloud/current/flink/reference/statements/show
-- reads:
SHOW JOBS;

-- page: cloud/current/flink/concepts/external-tables
-- reads:
CREATE TABLE rooms (id STRING, seats INT)
  WITH ('connector' = 'confluent-jdbc', 'confluent-jdbc.connection' = 'hotel', 'confluent-jdbc.table-name' = 'r');

-- page: cloud/current/flink/how-to-guides/configure-dlq
-- reads:
ALTER TABLE parcels SET ('error-handling.mode' = 'log', 'error-handling.log.target' = 'lost_parcels');

-- page: cloud/current/flink/reference/statements/create-model
-- reads:
CREATE MODEL judge INPUT (note STRING) OUTPUT (label STRING) COMMENT 'labels'
  WITH ('provider' = 'openai', 'task' = 'classification', 'openai.connection' = 'ai');

-- page: cloud/current/flink/reference/statements/alter-model
-- reads:
ALTER MODEL judge SET ('default_version' = '2');

-- page: cloud/current/flink/reference/statements/drop-model
-- reads:
DROP MODEL `judge$all`;

-- page: cloud/current/flink/reference/statements/create-function
-- reads:
CREATE FUNCTION find_customer AS 'org.example.Find' USING JAR 'confluent-artifact://cfa-1a2b/ver-3c';

-- page: cloud/current/flink/reference/functions/model-inference-functions
-- reads: notes
SELECT note, label FROM notes, LATERAL TABLE(ML_PREDICT('judge$2', note));

-- page: cloud/current/flink/reference/functions/model-inference-functions
-- reads: notes
SELECT id, answer FROM notes
  CROSS JOIN LATERAL TABLE(AI_COMPLETE('judge', CONCAT('Sum up: ', note), MAP['retry_count', '2']));

-- page: cloud/current/flink/reference/functions/model-inference-functions
-- reads: notes
SELECT id, status, response
  FROM notes, LATERAL TABLE(AI_RUN_AGENT('triage', note, id, MAP['debug', 'true']));

-- page: cloud/current/flink/reference/functions/model-inference-functions
-- reads: notes
SELECT id, AI_TOOL_INVOKE('judge', note, MAP['f', 'does'], MAP['send', 'mails']) FROM notes;

-- page: cloud/current/flink/reference/functions/model-inference-functions
-- reads: parcels
SELECT ML_DETECT_ANOMALIES(weight, $rowtime, JSON_OBJECT('minTrainingSize' VALUE 32))
  OVER (ORDER BY $rowtime RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS odd FROM parcels;

-- page: cloud/current/flink/reference/functions/model-inference-functions
-- reads: notes
SELECT AI_SENTIMENT(note, ARRAY['tone', 'price']) AS mood, AI_DETECT_PII(note, MAP['debug', 'true']) FROM notes;

-- page: cloud/current/flink/reference/functions/ml-preprocessing-functions
-- reads: parcels
SELECT ML_MIN_MAX_SCALER(weight, 0, 50), ML_BUCKETIZE(weight, ARRAY[1, 10]), ML_NGRAMS(words, 2) FROM parcels;

-- page: cloud/current/flink/reference/functions/changelog-conversion
-- reads: changes
SELECT * FROM FROM_CHANGELOG(input => TABLE changes PARTITION BY id, op => DESCRIPTOR(op));

-- page: cloud/current/flink/reference/functions/changelog-conversion
-- reads: weights
SELECT * FROM TO_CHANGELOG(input => TABLE weights);

-- page: cloud/current/flink/reference/functions/search-functions
-- reads: notes letters
SELECT id FROM notes, LATERAL TABLE(
  TEXT_SEARCH_AGG(letters, descriptor(body), note, 5, map['async_enabled', true, 'retry_count', 3]));

-- page: cloud/current/flink/reference/functions/search-functions
-- reads: notes documents
SELECT n.id, found.search_results
  FROM notes AS n, LATERAL TABLE(VECTOR_SEARCH_AGG(documents, DESCRIPTOR(embedding), n.vector, 3)) AS found;

-- page: cloud/current/flink/reference/functions/search-functions
-- reads: notes my%env.crm.customers
SELECT id FROM notes
  LEFT JOIN LATERAL TABLE(KEY_SEARCH_AGG(`my env`.crm.customers, DESCRIPTOR(id), customer_id)) ON TRUE;

-- page: cloud/current/flink/reference/functions/search-functions
-- reads: notes letters
SELECT id FROM notes, LATERAL TABLE(TEXT_SEARCH_AGG(letters, DESCRIPTOR(body), note, 5));

-- page: cloud/current/flink/reference/queries/joins
-- reads: parcels rates
SELECT p.parcel_id, r.fee FROM parcels AS p
  LEFT JOIN rates FOR SYSTEM_TIME AS OF p.$rowtime AS r ON p.weight = r.weight;

-- page: cloud/current/flink/reference/queries/window-tvf
-- reads: my%env.cluster-1.parcels
SELECT window_start, COUNT(*) FROM TABLE(
  TUMBLE(TABLE `my env`.`cluster-1`.parcels, DESCRIPTOR($rowtime), INTERVAL '1' HOUR)) GROUP BY window_start;

-- page: cloud/current/flink/reference/queries/window-tvf
-- reads: parcels
SELECT t.$rowtime, t.`$rowtime` FROM parcels t WHERE t.$rowtime > TIMESTAMP '2024-01-01 00:00:00';

-- page: cloud/current/flink/reference/statements/use-catalog
-- reads:
USE CATALOG `my env`;

-- page: cloud/current/flink/reference/statements/set
-- reads:
SET 'sql.current-database' = 'cluster-1';

-- page: cloud/current/flink/reference/statements/set
-- reads:
SET;

-- page: cloud/current/flink/reference/statements/reset
-- reads:
RESET 'sql.local-time-zone';

-- page: cloud/current/flink/reference/statements/use-database
-- reads:
USE `cluster-1`;

-- page: cloud/current/flink/reference/statements/statement-set
-- reads: a b
EXECUTE STATEMENT SET BEGIN
  INSERT INTO `x-1` SELECT * FROM a; INSERT INTO `x-2` SELECT * FROM b;
END;

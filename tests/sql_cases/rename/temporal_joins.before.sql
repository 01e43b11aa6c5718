SELECT o.id, rates.rate
FROM orders /*+ OPTIONS('scan.startup.mode'='earliest-offset') */ o
JOIN rates FOR SYSTEM_TIME AS OF o.order_time + INTERVAL '1' DAY ON o.currency = rates.currency
JOIN rates FOR SYSTEM_TIME AS OF PROCTIME() r ON TRUE

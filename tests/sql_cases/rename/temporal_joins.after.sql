SELECT o.id, rates.rate
FROM orders_v2 /*+ OPTIONS('scan.startup.mode'='earliest-offset') */ o
JOIN rates_v2 FOR SYSTEM_TIME AS OF o.order_time + INTERVAL '1' DAY AS rates ON o.currency = rates.currency
JOIN rates_v2 FOR SYSTEM_TIME AS OF PROCTIME() r ON TRUE

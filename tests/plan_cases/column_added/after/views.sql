CREATE VIEW vw_best AS SELECT customer_id FROM fct_customers WHERE revenue > 1000;

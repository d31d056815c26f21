DROP TABLE claim_persons;

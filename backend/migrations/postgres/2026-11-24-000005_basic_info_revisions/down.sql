DROP TABLE master_editions;
DROP TABLE basic_info_drafts;
DROP TABLE basic_info_changes;
DROP TABLE basic_info_revisions;

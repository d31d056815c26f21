DROP TABLE set_up_devices;
DROP TABLE set_up_times;
ALTER TABLE applications DROP COLUMN association;

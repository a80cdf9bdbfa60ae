-- A project as format 1 had it, with two pictures, a run, and some history. What was released never changes: nor does this file.
PRAGMA journal_mode = WAL;
PRAGMA application_id = 1179408211;
CREATE TABLE project (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT, folder BLOB NOT NULL UNIQUE, layout INTEGER NOT NULL, prefix TEXT NOT NULL,
    imported TEXT NOT NULL);
CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES sources(id),
    path BLOB NOT NULL, frame INTEGER NOT NULL, name TEXT NOT NULL UNIQUE,
    split INTEGER NOT NULL, label INTEGER NOT NULL, defect_class TEXT NOT NULL, mask BLOB, mask_frame INTEGER NOT NULL,
    height INTEGER NOT NULL, width INTEGER NOT NULL, content_group INTEGER NOT NULL,
    own_split INTEGER, own_label INTEGER, own_class TEXT, own_mask TEXT,
    verdict INTEGER NOT NULL DEFAULT 0, comment TEXT NOT NULL DEFAULT '',
    missing INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, path, frame));
CREATE TABLE findings (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
    severity INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, files BLOB NOT NULL);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, state INTEGER NOT NULL, options TEXT NOT NULL,
    created TEXT NOT NULL, started TEXT NOT NULL DEFAULT '', finished TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '', released INTEGER NOT NULL DEFAULT 0,
    summary TEXT NOT NULL, image_auroc REAL, pixel_auroc REAL, aupro REAL, image_f1 REAL, pixel_f1 REAL,
    scored_images INTEGER NOT NULL DEFAULT 0, images_per_second REAL NOT NULL DEFAULT 0,
    model_bytes INTEGER NOT NULL DEFAULT 0, model_sha256 TEXT NOT NULL DEFAULT '', decision TEXT);
CREATE TABLE epochs (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, epoch INTEGER NOT NULL, report TEXT NOT NULL,
    PRIMARY KEY (run, epoch)) WITHOUT ROWID;
CREATE TABLE losses (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, scale INTEGER NOT NULL, epoch REAL NOT NULL,
    loss REAL, learning_rate REAL, PRIMARY KEY (run, scale, epoch)) WITHOUT ROWID;
CREATE TABLE score_sets (
    run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, folder TEXT NOT NULL, normaliser TEXT NOT NULL,
    height INTEGER NOT NULL, width INTEGER NOT NULL, scale_hi REAL NOT NULL);
CREATE TABLE scores (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, position INTEGER NOT NULL,
    image INTEGER NOT NULL REFERENCES images(id), score REAL NOT NULL, height INTEGER NOT NULL, width INTEGER NOT NULL,
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL);
INSERT INTO project VALUES ('name', 'Old washers'), ('created', '2026-11-01T08:00:00Z'), ('software', '0.1.0'), ('setting.view', 'grid');
INSERT INTO sources VALUES (1, CAST('/data/washers' AS BLOB), 2, '', '2026-11-01T08:00:01Z');
INSERT INTO images (id, source, path, frame, name, split, label, defect_class, mask, mask_frame, height, width, content_group, own_label, own_class, verdict, comment)
    VALUES (1, 1, CAST('train/good/000.png' AS BLOB), -1, 'train/good/000.png', 0, 0, 'good', NULL, -1, 320, 320, 0, NULL, NULL, 0, ''),
           (2, 1, CAST('test/odd/000.png' AS BLOB), -1, 'test/odd/000.png', 1, 2, '', NULL, -1, 320, 320, 0, 1, 'dent', 2, 'edge');
INSERT INTO findings VALUES (1, 1, 1, 'few-images', 'There is only one training picture.', CAST('' AS BLOB));
INSERT INTO runs (id, name, state, options, created, summary, image_auroc, decision)
    VALUES (1, 'First', 4, '{"encoder":{"encoder":"resnet18"},"training":{"epochs":7}}', '2026-11-01T09:00:00Z',
            '{"reason":"all-epochs","epochs":7,"best-epochs":[7],"training-loss":[0.25],"held-out-loss":[null],"training-images":1,"held-out-images":0,"fibers":64,"feature-seconds":1.5,"training-seconds":2.5,"seed":1,"device":"cpu","resumed":false}',
            0.875,
            '{"image":{"value":0.5,"rule":"f1","good-count":1,"defect-count":1,"false-alarms":0,"figure":1.0,"false-alarm-rate":null,"confidence":0.0,"upper-bound":1.0,"proven":false,"good-needed":0},"pixel":null,"unsure-from":0.25,"mask":{"opening-radius":3,"minimum-area":9}}');
INSERT INTO history VALUES (1, '2026-11-01T08:00:00Z', 'anna', 'project', 'Old washers', '', 'created');
PRAGMA user_version = 1;

-- The index: everything here can be deleted and rebuilt from records/ and media/.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE record (
  kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0), data TEXT NOT NULL CHECK (json_valid(data)),
  PRIMARY KEY (kind, id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE clearance (
  id TEXT PRIMARY KEY, recipe TEXT NOT NULL CHECK (length(recipe) = 64), signature TEXT NOT NULL CHECK (length(signature) >= 64),
  UNIQUE (id, recipe)
) STRICT;
CREATE INDEX clearance_recipe ON clearance (recipe);
CREATE TABLE credential (
  digest TEXT NOT NULL CHECK (length(digest) = 64), recipe TEXT NOT NULL, signature TEXT NOT NULL CHECK (length(signature) >= 64),
  PRIMARY KEY (digest, recipe)
) STRICT, WITHOUT ROWID;
-- No media row without the clearance of that very recipe and the credential of that very digest.
CREATE TABLE media (
  digest TEXT NOT NULL, recipe TEXT NOT NULL, role TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  clearance TEXT NOT NULL, PRIMARY KEY (recipe, role),
  FOREIGN KEY (clearance, recipe) REFERENCES clearance (id, recipe),
  FOREIGN KEY (digest, recipe) REFERENCES credential (digest, recipe)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_digest ON media (digest);
CREATE TRIGGER media_is_read_only BEFORE UPDATE ON media BEGIN SELECT RAISE (ABORT, 'media rows are never changed'); END;
CREATE TRIGGER media_needs_its_take BEFORE INSERT ON media
WHEN NOT EXISTS (SELECT 1 FROM record WHERE kind = 'takes' AND id = NEW.recipe)
BEGIN SELECT RAISE (ABORT, 'media without a take record'); END;
CREATE VIEW latest AS
  SELECT kind, id, max(seq) AS seq, data FROM record GROUP BY kind, id;

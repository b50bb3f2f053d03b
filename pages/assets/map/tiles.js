// Reads Mapbox vector tiles (specification 2.1) and keeps the latest. Shapes become Path2D in tile units.
window.gridkeeper = window.gridkeeper || {};
(function (gridkeeper) {
  "use strict";

  const KEPT = 500;
  const utf8 = new TextDecoder();

  function Reader(bytes, position, end) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }
  Reader.prototype.varint = function () {
    let value = 0;
    let shift = 1;
    for (;;) {
      const byte = this.bytes[this.position++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
      shift *= 128;
    }
  };
  Reader.prototype.part = function () {
    const length = this.varint();
    const part = new Reader(this.bytes, this.position, this.position + length);
    this.position += length;
    return part;
  };
  Reader.prototype.text = function () {
    const part = this.part();
    return utf8.decode(this.bytes.subarray(part.position, part.end));
  };
  Reader.prototype.skip = function (wire) {
    if (wire === 0) this.varint();
    else if (wire === 1) this.position += 8;
    else if (wire === 2) this.part();
    else this.position += 4;
  };
  // calls read(field, reader, wire) for every field; a field that is not wanted must be skipped by it
  Reader.prototype.each = function (read) {
    while (this.position < this.end) {
      const tag = this.varint();
      read(tag >> 3, this, tag & 7);
    }
  };

  function value(part) {
    let found = null;
    part.each(function (field, reader, wire) {
      if (field === 1) found = reader.text();
      else if (wire === 0) found = reader.varint();
      else reader.skip(wire);
    });
    return found;
  }

  function feature(part, keys, values) {
    const made = { id: 0, type: 0, box: [Infinity, Infinity, -Infinity, -Infinity] };
    let tags = null;
    let geometry = null;
    part.each(function (field, reader, wire) {
      if (field === 1) made.id = reader.varint();
      else if (field === 2) tags = reader.part();
      else if (field === 3) made.type = reader.varint();
      else if (field === 4) geometry = reader.part();
      else reader.skip(wire);
    });
    while (tags && tags.position < tags.end) {
      const key = keys[tags.varint()];
      made[key] = values[tags.varint()];
    }
    if (geometry) draw(made, geometry);
    return made;
  }

  function draw(made, geometry) {
    const path = made.type === 1 ? null : new Path2D();
    const box = made.box;
    let x = 0;
    let y = 0;
    while (geometry.position < geometry.end) {
      const command = geometry.varint();
      const kind = command & 7;
      if (kind === 7) {
        path.closePath();
        continue;
      }
      for (let left = command >> 3; left > 0; left--) {
        const dx = geometry.varint();
        const dy = geometry.varint();
        x += (dx >> 1) ^ -(dx & 1);
        y += (dy >> 1) ^ -(dy & 1);
        if (path && kind === 1) path.moveTo(x, y);
        else if (path) path.lineTo(x, y);
        if (x < box[0]) box[0] = x;
        if (y < box[1]) box[1] = y;
        if (x > box[2]) box[2] = x;
        if (y > box[3]) box[3] = y;
      }
    }
    made.path = path;
  }

  function layer(part) {
    const made = { name: "", features: [] };
    const keys = [];
    const values = [];
    const raw = [];
    part.each(function (field, reader, wire) {
      if (field === 1) made.name = reader.text();
      else if (field === 2) raw.push(reader.part());
      else if (field === 3) keys.push(reader.text());
      else if (field === 4) values.push(value(reader.part()));
      else reader.skip(wire);
    });
    made.features = raw.map((each) => feature(each, keys, values));
    made.outline = new Path2D();
    made.features.forEach((each) => each.path && made.outline.addPath(each.path));
    return made;
  }

  gridkeeper.decode = function (buffer) {
    const layers = {};
    const bytes = new Uint8Array(buffer);
    new Reader(bytes, 0, bytes.length).each(function (field, reader, wire) {
      if (field !== 3) return reader.skip(wire);
      const made = layer(reader.part());
      layers[made.name] = made;
    });
    return layers;
  };

  // A store of tiles by address. get() answers at once with a tile or null, and asks for what it lacks.
  gridkeeper.Store = function (fetcher, arrived) {
    this.fetcher = fetcher;
    this.arrived = arrived;
    this.kept = new Map();
    this.waiting = new Set();
  };
  gridkeeper.Store.prototype.get = function (address) {
    const found = this.kept.get(address);
    if (found) {
      this.kept.delete(address);
      this.kept.set(address, found);
      return found;
    }
    if (!this.waiting.has(address)) this.ask(address);
    return null;
  };
  gridkeeper.Store.prototype.peek = function (address) {
    return this.kept.get(address) || null;
  };
  gridkeeper.Store.prototype.ask = function (address) {
    this.waiting.add(address);
    this.fetcher(address)
      .then((tile) => {
        this.waiting.delete(address);
        this.kept.set(address, tile);
        if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
        this.arrived();
      })
      .catch(() => {
        // what is on the screen stays; the next drawing asks again
        setTimeout(() => {
          this.waiting.delete(address);
          this.arrived();
        }, 4000);
      });
  };
})(window.gridkeeper);

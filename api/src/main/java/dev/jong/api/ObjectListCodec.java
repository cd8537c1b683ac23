package dev.jong.api;

import dev.jong.api.json.Codec;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import dev.jong.api.meta.v1.ListMeta;
import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;
import java.util.ArrayList;
import java.util.List;

/// `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}`
record ObjectListCodec<T extends KubernetesObject>(Kind<T> kind) implements Codec<ObjectList<T>> {
    @Override
    public String goType() {
        return kind.version() + "." + kind.listName();
    }

    @Override
    public ObjectList<T> read(TokenReader in) {
        var metadata = ListMeta.EMPTY;
        List<T> items = List.of();
        if (in.beginObject(kind.listName())) {
            for (var field = in.nextField(); field != null; field = in.nextField()) {
                switch (field) {
                    case "metadata" -> metadata = ListMeta.CODEC.read(in);
                    case "items" -> items = in.readList(kind.codec());
                    case "kind", "apiVersion" -> in.readString();
                    default -> in.unknown();
                }
            }
        }
        return new ObjectList<>(metadata, items);
    }

    @Override
    public void write(ObjectList<T> list, TokenWriter out) {
        out.beginObject();
        out.name("kind").string(kind.listName());
        out.name("apiVersion").string(kind.apiVersion());
        writeFields(list, out);
        out.endObject();
    }

    @Override
    public void writeFields(ObjectList<T> list, TokenWriter out) {
        out.name("metadata");
        ListMeta.CODEC.write(list.metadata(), out);
        out.name("items");
        out.items(list.items(), kind.codec());
    }

    @Override
    public ObjectList<T> readProto(ProtoReader in) {
        var metadata = ListMeta.EMPTY;
        List<T> items = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> metadata = in.read(ListMeta.CODEC);
                case 2 -> items.add(in.read(kind.codec()));
                default -> in.skip();
            }
        }
        return new ObjectList<>(metadata, items);
    }

    @Override
    public void writeProto(ObjectList<T> list, ProtoWriter out) {
        out.list(list.items(), (item, to) -> to.message(2, item, kind.codec()));
        out.message(1, list.metadata(), ListMeta.CODEC);
    }
}

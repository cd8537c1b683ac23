package dev.jong.apiserver.cel;

import dev.jong.api.Schema.ListType;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/// A list whose schema says `x-kubernetes-list-type: set` or `map`: its order does not count when
/// it is compared, and `+` makes a union.
final class TypedList extends AbstractList<Object> implements RandomAccess {
    private final List<Object> items;
    private final ListType type;
    private final List<String> keys;

    /// @param keys of the items as expressions name them, for maps
    TypedList(List<Object> items, ListType type, List<String> keys) {
        this.items = items;
        this.type = type;
        this.keys = keys;
    }

    boolean equalTo(List<?> other) {
        if (size() != other.size()) {
            return false;
        }
        for (var item : other) {
            int at = position(items, item);
            if (at < 0 || !Values.equal(items.get(at), item)) {
                return false;
            }
        }
        return true;
    }

    /// Items of `other` take the place of those with the same identity; new ones are appended.
    TypedList plus(List<?> other) {
        var all = new ArrayList<Object>(items);
        for (var item : other) {
            int at = position(all, item);
            if (at < 0) {
                all.add(item);
            } else {
                all.set(at, item);
            }
        }
        return new TypedList(all, type, keys);
    }

    private int position(List<Object> list, Object item) {
        for (int i = 0; i < list.size(); i++) {
            if (same(list.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    private boolean same(Object one, Object other) {
        if (type == ListType.SET) {
            return Values.equal(one, other);
        }
        if (!(one instanceof Map<?, ?> map) || !(other instanceof Map<?, ?> match)) {
            return false;
        }
        for (var key : keys) {
            var value = map.get(key);
            var wanted = match.get(key);
            boolean agree =
                    value == null || wanted == null
                            ? value == null && wanted == null
                            : Values.equal(value, wanted);
            if (!agree) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }
}

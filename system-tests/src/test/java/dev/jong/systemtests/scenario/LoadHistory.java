package dev.jong.systemtests.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What writers were answered beside what lists and watches showed, and where the two disagree.
///
/// Every object has one writer, which knows after each of its changes at which revision it stands.
/// Only the revision of a deletion is not answered: the first watch that shows it tells.
final class LoadHistory {
    private static final int GONE = 0;

    /// An object as one change left it.
    ///
    /// @param number counts the object's states from 1; 0 when it was deleted
    record Version(String key, long revision, int number) {
        @Override
        public String toString() {
            return key + (number == GONE ? " gone" : " #" + number) + " at " + revision;
        }
    }

    /// What one reader saw from a list on: the list, then events, up to where it looked.
    static final class View {
        private final String reader;
        private final long from;
        private final Map<String, Version> listed = new TreeMap<>();
        private final List<Version> events = new ArrayList<>();
        private long upTo;

        private View(String reader, long from, List<Version> objects) {
            this.reader = reader;
            this.from = from;
            this.upTo = from;
            objects.forEach(object -> listed.put(object.key(), object));
        }
    }

    private final List<Version> changes = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();
    private final Map<String, Version> deletions = new HashMap<>();
    private final List<View> views = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private long newest;

    /// A change that was answered.
    synchronized void acknowledged(Version change) {
        changes.add(change);
        newest = Math.max(newest, change.revision());
    }

    synchronized void acknowledgedDeletion(String key) {
        deleted.add(key);
    }

    /// An answer that cannot be.
    synchronized void wrong(String sentence) {
        wrong.add(sentence);
    }

    /// The highest revision that was answered: what is asked for from now on is not older.
    synchronized long newest() {
        return newest;
    }

    /// A list, and what is seen after it.
    ///
    /// @param floor [#newest] before it was asked for
    synchronized View listed(String reader, long floor, long revision, List<Version> objects) {
        var view = new View(reader, revision, objects);
        views.add(view);
        if (revision < floor) {
            wrong.add(
                    "past: %s listed revision %d when %d had been answered"
                            .formatted(reader, revision, floor));
        }
        return view;
    }

    synchronized void event(View view, String type, Version event) {
        var gone = type.equals("DELETED");
        var seen = gone ? new Version(event.key(), event.revision(), GONE) : event;
        view.events.add(seen);
        view.upTo = Math.max(view.upTo, seen.revision());
        if (gone) {
            deletions.putIfAbsent(seen.key(), seen);
        } else if (type.equals("ADDED") != (seen.number() == 1)) {
            wrong.add("type: " + view.reader + " saw " + seen + " as " + type);
        }
    }

    /// A bookmark: everything up to there has been shown.
    synchronized void bookmark(View view, long revision) {
        view.upTo = Math.max(view.upTo, revision);
    }

    /// Up to where a reader has looked: from there its watch goes on.
    synchronized String reached(View view) {
        return Long.toString(view.upTo);
    }

    synchronized boolean hasReached(View view, long revision) {
        return view.upTo >= revision;
    }

    /// Where what was seen is not what was answered, a sentence each.
    synchronized List<String> disagreements() {
        var all = new ArrayList<>(changes);
        var found = new ArrayList<>(wrong);
        for (var key : deleted) {
            var deletion = deletions.get(key);
            if (deletion == null) {
                found.add("unseen: no watch showed that " + key + " was deleted");
            } else {
                all.add(deletion);
            }
        }
        all.sort(Comparator.comparingLong(Version::revision));
        for (var view : views) {
            compareList(view, all, found);
            compareEvents(view, all, found);
        }
        return found;
    }

    private static void compareList(View view, List<Version> all, List<String> found) {
        var expected = new TreeMap<String, Version>();
        for (var change : all) {
            if (change.revision() > view.from) {
                break;
            }
            if (change.number() == GONE) {
                expected.remove(change.key());
            } else {
                expected.put(change.key(), change);
            }
        }
        for (var there : expected.values()) {
            var shown = view.listed.get(there.key());
            if (!there.equals(shown)) {
                found.add(
                        "lost: %s listed %s at %d instead of %s"
                                .formatted(view.reader, shown, view.from, there));
            }
        }
        for (var shown : view.listed.values()) {
            if (!expected.containsKey(shown.key())) {
                found.add("extra: %s listed %s at %d".formatted(view.reader, shown, view.from));
            }
        }
    }

    private static void compareEvents(View view, List<Version> all, List<String> found) {
        var expected =
                all.stream()
                        .filter(change ->
                                change.revision() > view.from && change.revision() <= view.upTo)
                        .toList();
        for (int i = 0; i < Math.max(expected.size(), view.events.size()); i++) {
            var due = i < expected.size() ? expected.get(i).toString() : "nothing";
            var shown = i < view.events.size() ? view.events.get(i).toString() : "nothing";
            if (!due.equals(shown)) {
                found.add(
                        "gap: %s was shown %s where %s was due".formatted(view.reader, shown, due));
                return;
            }
        }
    }
}

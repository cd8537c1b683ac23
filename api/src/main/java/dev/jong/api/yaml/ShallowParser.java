package dev.jong.api.yaml;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;

/// Refuses collections that stand too deep within each other, before anything recurses into them.
final class ShallowParser implements Parser {
    private static final int MOST_LEVELS = 1000;

    private final Parser events;
    private int level;

    ShallowParser(Parser events) {
        this.events = events;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return events.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
        return events.peekEvent();
    }

    @Override
    public Event next() {
        var event = events.next();
        switch (event.getEventId()) {
            case SequenceStart, MappingStart -> level++;
            case SequenceEnd, MappingEnd -> level--;
            default -> {}
        }
        if (level > MOST_LEVELS) {
            throw new InvalidYaml("yaml: exceeded max depth of " + MOST_LEVELS);
        }
        return event;
    }

    @Override
    public boolean hasNext() {
        return events.hasNext();
    }
}

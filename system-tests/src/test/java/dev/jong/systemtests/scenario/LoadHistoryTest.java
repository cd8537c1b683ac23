package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.systemtests.scenario.LoadHistory.Version;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// That the check of the history notices what it is there for.
class LoadHistoryTest {
    private static final Version A1 = new Version("a", 10, 1);
    private static final Version B1 = new Version("b", 11, 1);
    private static final Version A2 = new Version("a", 12, 2);
    private static final Version B_GONE = new Version("b", 13, 1);
    private static final Version A3 = new Version("a", 14, 3);

    private final LoadHistory history = new LoadHistory();

    @BeforeEach
    void write() {
        List.of(A1, B1, A2, A3).forEach(history::acknowledged);
        history.acknowledgedDeletion("b");
    }

    private LoadHistory.View watch(Version... events) {
        var view = history.listed("w", 0, 10, List.of(A1));
        for (var event : events) {
            history.event(view, type(event), event);
        }
        return view;
    }

    private static String type(Version event) {
        if (event.equals(B_GONE)) {
            return "DELETED";
        }
        return event.number() == 1 ? "ADDED" : "MODIFIED";
    }

    private void disagreesAbout(String what) {
        assertThat(history.disagreements()).anyMatch(sentence -> sentence.startsWith(what));
    }

    @Test
    void takesWhatIsRight() {
        watch(B1, A2, B_GONE, A3);
        history.listed("r", 14, 14, List.of(A3));
        history.listed("r", 11, 12, List.of(A2, B1));
        assertThat(history.disagreements()).isEmpty();
    }

    @Test
    void noticesALostWrite() {
        watch(B1, A2, B_GONE, A3);
        history.listed("r", 14, 15, List.of(A2));
        disagreesAbout("lost");
    }

    @Test
    void noticesAnObjectThatCameBack() {
        watch(B1, A2, B_GONE, A3);
        history.listed("r", 14, 15, List.of(A3, B1));
        disagreesAbout("extra");
    }

    @Test
    void noticesAListOfThePast() {
        watch(B1, A2, B_GONE, A3);
        history.listed("r", 14, 12, List.of(A2, B1));
        disagreesAbout("past");
    }

    @Test
    void noticesAMissingEvent() {
        watch(B1, B_GONE, A3);
        disagreesAbout("gap");
    }

    @Test
    void noticesAnEventThatABookmarkPassedBy() {
        history.bookmark(watch(B1, A2, B_GONE), 14);
        disagreesAbout("gap");
    }

    @Test
    void noticesARepeatedEvent() {
        watch(B1, A2, A2, B_GONE, A3);
        disagreesAbout("gap");
    }

    @Test
    void noticesDisorder() {
        watch(A2, B1, B_GONE, A3);
        disagreesAbout("gap");
    }

    @Test
    void noticesAnUnseenDeletion() {
        watch(B1, A2, A3);
        disagreesAbout("unseen");
    }

    @Test
    void noticesAChangeShownAsACreation() {
        var view = watch(B1);
        history.event(view, "ADDED", A2);
        history.event(view, "DELETED", B_GONE);
        history.event(view, "MODIFIED", A3);
        disagreesAbout("type");
    }
}

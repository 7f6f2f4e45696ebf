package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One item of the output, from the event that adds it to the one that says it is done. Its id and place never change:
 * clients drop what they cannot assign.
 */
abstract class OutputItem {

    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    final EventSink sink;
    final String id;
    int place = -1;
    private byte @Nullable [] done;

    OutputItem(EventSink sink, String prefix) {
        this.sink = sink;
        this.id = sink.id(prefix);
    }

    /** For an item that another provider began. */
    OutputItem(EventSink sink, String id, int place) {
        this.sink = sink;
        this.id = id;
        this.place = place;
    }

    /** Its JSON as it is now. */
    abstract byte[] json(String status);

    final boolean isAdded() {
        return place >= 0;
    }

    final boolean isDone() {
        return done != null;
    }

    /** As it is in the response: as it was done, or as far as it came. */
    final byte[] last() {
        return done == null ? json(INCOMPLETE) : done;
    }

    final void add() {
        place = sink.place();
        if (sink.isHeard()) {
            sink.item("response.output_item.added", place, json(IN_PROGRESS));
        }
    }

    final void done(String status) {
        byte[] item = json(status);
        done = item;
        sink.item("response.output_item.done", place, item);
    }

    /** The fields that say which item an event is about. */
    final ObjectNode about() {
        return Json.object().put("item_id", id).put("output_index", place);
    }
}

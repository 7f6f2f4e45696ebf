package io.oblix.ledger;

import java.sql.SQLException;

/** Is told when the ledger can be read for the first time, on the ledger's thread. */
public interface Opening {

    /** For no one. */
    Opening UNWATCHED = new Opening() {
        @Override
        public void opened(Database database) {}

        @Override
        public void delayed() {}
    };

    /**
     * The database is open, and has nothing of this process yet; called once.
     *
     * @throws SQLException when it cannot be read; it is opened again then
     */
    void opened(Database database) throws SQLException;

    /** It cannot be opened or read yet, or memory stands in for its file; called for each try. */
    void delayed();
}

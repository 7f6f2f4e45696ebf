package io.oblix.server;

import io.oblix.chat.Trace;
import io.oblix.key.KeyUse;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.AuthProvider;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.Authorization;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/**
 * The key of a request, and its trace, on their way from Vert.x to the routes: Camel hands a user of Vert.x on in a header
 * of the message, and nothing else of the context.
 */
record KeyUser(KeyUse use, Trace trace) implements User {

    /** That of a request which no key was asked for, and which is not traced. */
    private static final KeyUser NONE = new KeyUser(KeyUse.NONE, Trace.NONE);

    static KeyUser of(HttpMessage message) {
        Object user = message.getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER);
        return user instanceof KeyUser known ? known : NONE;
    }

    @Override
    public JsonObject attributes() {
        return new JsonObject();
    }

    @Override
    public JsonObject principal() {
        return new JsonObject().put("username", use.key().name());
    }

    @Override
    @Deprecated
    public User isAuthorized(Authorization authority, Handler<AsyncResult<Boolean>> result) {
        result.handle(Future.succeededFuture(false));
        return this;
    }

    @Override
    @Deprecated
    public void setAuthProvider(AuthProvider provider) {
        // There is none.
    }

    @Override
    public User merge(User other) {
        return this;
    }
}

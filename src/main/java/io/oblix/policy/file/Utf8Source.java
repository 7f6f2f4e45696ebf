package io.oblix.policy.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.dsl.support.SourceLoader;
import org.apache.camel.spi.Resource;

/**
 * Has Camel read routes in UTF-8. Camel 4.18.0 reads them in the charset of the locale, which is ASCII where there is none, as
 * in many containers.
 */
public final class Utf8Source implements SourceLoader {

    private Utf8Source() {}

    /** To be called before the context reads its first file. */
    public static void useIn(CamelContext context) {
        context.getRegistry().bind("utf8-source", SourceLoader.class, new Utf8Source());
    }

    @Override
    public String loadResource(Resource resource) throws IOException {
        try (InputStream in = resource.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

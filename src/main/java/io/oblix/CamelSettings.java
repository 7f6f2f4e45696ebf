package io.oblix;

import io.oblix.settings.StartFailure;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.cli.connector.DefaultCliConnectorFactory;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainHelper;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * What camel-main is started with, and the {@code camel.*} settings of the user. It reads {@code CAMEL_MAIN_*} variables itself; those of
 * components, data formats and languages it drops in Camel 4.18.0, so they are handed over here.
 */
final class CamelSettings {

    /** What camel-main 4.18.0 reads, in lower case and without dashes; it passes over all others without a word. */
    private static final Set<String> GROUPS = Set.of(
            "autoconfigurationenvironmentvariablesenabled",
            "autoconfigurationfailfast",
            "autoconfigurationsystempropertiesenabled",
            "beans",
            "component",
            "context",
            "dataformat",
            "debug",
            "devconsole",
            "faulttolerance",
            "globaloptions",
            "health",
            "kamelet",
            "language",
            "lra",
            "main",
            "management",
            "mdc",
            "metrics",
            "opentelemetry",
            "opentelemetry2",
            "resilience4j",
            "rest",
            "routecontroller",
            "routetemplate",
            "server",
            "ssl",
            "startupcondition",
            "telemetrydev",
            "threadpool",
            "trace",
            "variable",
            "vault");

    private static final Pattern GROUP = Pattern.compile("camel\\.([^.\\[]*).*");

    private static final Pattern VARIABLE =
            Pattern.compile("CAMEL_(COMPONENT|DATAFORMAT|LANGUAGE)_\\w+", Pattern.CASE_INSENSITIVE);

    private static final String HEALTH = "camel.health.enabled";

    private CamelSettings() {}

    /**
     * Gives Camel its settings, ours and the user's over them, and creates its context.
     *
     * @param cli whether Camel's command line sees this server
     * @throws StartFailure when Camel refuses one of the user's
     */
    static void init(Main main, Map<String, String> file, boolean cli) throws StartFailure {
        for (String name : file.keySet()) {
            check(name);
        }
        main.configure()
                .withName("oblix")
                // The figures of routes are in the beans of JMX.
                .withJmxEnabled(cli)
                .withDevConsoleEnabled(cli)
                .withStreamCachingEnabled(false)
                .withRoutesCollectorEnabled(false)
                .withShutdownTimeout(5)
                .withShutdownLogInflightExchangesOnTimeout(false)
                .withDumpRoutes("false");
        // No hook of Camel's at the end of the process: it would stop the context while answers are still in flight,
        // and
        // wait 20 s for a context that has not started.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
        // Without this one Camel makes its own, which is on.
        DefaultCliConnectorFactory connector = new DefaultCliConnectorFactory();
        connector.setEnabled(cli);
        connector.setRuntime("oblix-camel");
        main.bind("cliConnector", connector);
        main.setInitialProperties(of(file, System.getenv()));
        try {
            main.init();
        } catch (RuntimeException wrong) {
            throw failure(wrong);
        }
        HealthCheckRegistry health = HealthCheckRegistry.get(main.getCamelContext());
        if (health != null && !cli && !file.containsKey(HEALTH) && System.getenv("CAMEL_HEALTH_ENABLED") == null) {
            // Camel has it on where it is on the class path.
            health.setEnabled(false);
        }
    }

    private static void check(String name) throws StartFailure {
        Matcher group = GROUP.matcher(name);
        if (!group.matches() || !GROUPS.contains(group.group(1).replace("-", "").toLowerCase(Locale.ROOT))) {
            throw StartFailure.settings(name + " is not valid: Camel has no such setting");
        }
    }

    /** The file's properties, and over them the environment's. */
    static Properties of(Map<String, String> file, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>();
        environment.forEach((name, value) -> {
            if (VARIABLE.matcher(name).matches()) {
                variables.put(name.toUpperCase(Locale.ROOT), value);
            }
        });
        Properties properties = new Properties();
        properties.putAll(file);
        if (!variables.isEmpty()) {
            // It reads the names of all that Camel has.
            MainHelper helper = new MainHelper();
            helper.addComponentEnvVariables(variables, properties, false);
            helper.addDataFormatEnvVariables(variables, properties, false);
            helper.addLanguageEnvVariables(variables, properties, false);
        }
        return properties;
    }

    /** One line, without the value of a setting, which may be a secret. */
    private static StartFailure failure(RuntimeException wrong) {
        if (!(wrong instanceof PropertyBindingException binding)) {
            return StartFailure.settings("Camel cannot start: " + wrong.getMessage());
        }
        String prefix = binding.getOptionPrefix() == null ? "" : binding.getOptionPrefix();
        return StartFailure.settings(prefix + (prefix.isEmpty() || prefix.endsWith(".") ? "" : ".")
                + binding.getPropertyName() + " is not valid: Camel has no such setting, or its value does not fit");
    }
}

package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.log.Logs;
import io.oblix.settings.LogFormat;
import io.oblix.settings.StartFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The program, and what its commands inherit. Without a command it is {@code server}. */
@Command(
        name = "oblix-camel",
        scope = ScopeType.INHERIT,
        description = "One endpoint for every OpenAI client, with a local model and a cloud model behind it.",
        mixinStandardHelpOptions = true,
        versionProvider = OblixCommand.Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "[server | demo | models | agents]")
public final class OblixCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(OblixCommand.class);

    private static final String[] FOOTER = {
        "",
        "Without a command: server, with all settings from application.properties and the environment.",
        "To try it with nothing installed and no key: java -jar oblix-camel.jar demo"
    };

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws Exception {
        return ServerCommand.serve(options, Map.of());
    }

    public static void main(String[] arguments) {
        speakEnglish();
        LibraryFolder.addToClassPath();
        avoidUnsafeWarning();
        ProxyEnvironment.apply(System.getenv());
        Map<String, String> flags = ServerOptions.plain(arguments);
        System.exit(flags != null ? serve(flags) : commandLine(arguments).execute(arguments));
    }

    /** What the program does as most start it. */
    private static int serve(Map<String, String> flags) {
        try {
            return ServerCommand.serve(new ServerOptions(), flags);
        } catch (Exception failure) {
            return explain(failure, commandLine().getErr());
        }
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("server", ServerCommand.class);
        commands.put("demo", DemoCommand.class);
        commands.put("models", ModelsCommand.class);
        commands.put("agents", AgentsCommand.class);
        commands.put("policies", PoliciesCommand.class);
        commands.put("route", RouteCommand.class);
        commands.put("drill", DrillCommand.class);
        commands.put("connect", ConnectCommand.class);
        commands.put("usage", UsageCommand.class);
        commands.put("keys", KeysCommand.class);
        return commands;
    }

    /** Reading the annotations of all commands takes long enough to be seen, so only those that are named are read. */
    static CommandLine commandLine(String... arguments) {
        List<String> given = List.of(arguments);
        Map<String, Class<?>> named = commands();
        named.keySet().retainAll(given);
        boolean lists = given.contains("--help") || given.contains("-h");
        return commandLine(named.isEmpty() && lists ? commands() : named);
    }

    private static CommandLine commandLine(Map<String, Class<?>> commands) {
        CommandLine program = new CommandLine(new OblixCommand());
        commands.forEach(program::addSubcommand);
        program.setExecutionExceptionHandler(OblixCommand::explain).setParameterExceptionHandler(OblixCommand::explain);
        // Not in the annotation, because the commands would inherit it.
        program.getCommandSpec().usageMessage().footer(FOOTER);
        return program;
    }

    /**
     * What this server says is English and read by programs, too. Under a Turkish locale, libraries write {@code dısabled},
     * under an Arabic one their own digits.
     */
    private static void speakEnglish() {
        Locale.setDefault(Locale.ENGLISH);
    }

    /**
     * From Java 24 on, the JVM prints a warning of four lines when Netty uses {@code sun.misc.Unsafe}. Netty works
     * without it; set {@code io.netty.noUnsafe=false} to use it all the same.
     */
    private static void avoidUnsafeWarning() {
        if (Runtime.version().feature() >= 24 && System.getProperty("io.netty.noUnsafe") == null) {
            System.setProperty("io.netty.noUnsafe", "true");
        }
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        return explain(failure, command.getErr());
    }

    /** A user's mistake gets one line; only a bug gets a stack trace. */
    private static int explain(Exception failure, PrintWriter err) {
        if (Shutdown.hasBegun()) {
            return StartFailure.CANNOT_START;
        }
        int status = failure instanceof StartFailure known ? known.exitStatus() : StartFailure.CANNOT_START;
        if (Logs.areJson()) {
            LOG.atError()
                    .setCause(failure instanceof StartFailure ? null : failure)
                    .addKeyValue("exit_status", status)
                    .log("{}", failure.getMessage());
        } else if (failure instanceof StartFailure) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
        return status;
    }

    private static int explain(CommandLine.ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        String problem =
                mistake.getMessage() + "; '" + command.getCommandSpec().qualifiedName() + " --help' lists the options.";
        boolean serves = command.getCommand() instanceof OblixCommand || command.getCommand() instanceof ServerCommand;
        if (serves && LogFormat.wanted(Path.of(""), System.getenv()) == LogFormat.JSON) {
            Logs.write(LogFormat.JSON);
            LOG.atError()
                    .addKeyValue("exit_status", StartFailure.WRONG_SETTINGS)
                    .log("{}", problem);
        } else {
            command.getErr().println(problem);
        }
        return StartFailure.WRONG_SETTINGS;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "oblix-camel " + OblixApplication.version(),
                "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
            };
        }
    }
}

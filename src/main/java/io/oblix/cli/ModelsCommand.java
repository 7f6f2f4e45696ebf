package io.oblix.cli;

import io.oblix.chat.Side;
import io.oblix.provider.KnownModel;
import io.oblix.provider.Provider;
import io.oblix.provider.ProviderTypes;
import io.oblix.provider.ollama.OllamaHost;
import io.oblix.provider.ollama.OllamaModel;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSnapshot;
import io.oblix.settings.OblixSettings;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code models}: the models installed in Ollama, and cloud models that work well. */
@Command(
        name = "models",
        description = "Lists the models installed in Ollama, and OpenAI's and Claude's that work well.")
final class ModelsCommand implements Callable<Integer> {

    @Option(names = "--refresh", description = "Ask OpenAI and Claude, with your keys, for their current models.")
    private boolean refresh;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        OblixSettings settings = options.read();
        try (UpstreamClient client = UpstreamClient.standalone()) {
            ProbeClient probe = new ProbeClient(client);
            for (Provider provider :
                    ProviderTypes.load().providers(settings).byName().values()) {
                if (provider instanceof OllamaProvider ollama) {
                    ollama.look(probe);
                    ollama.hosts().forEach(this::installed);
                } else {
                    cloud(provider, probe);
                }
            }
        }
        out.println("Use one as --local-model or --cloud-model, or as \"model\" in a request.");
        return 0;
    }

    private void installed(OllamaHost host) {
        OllamaSnapshot found = host.lastLook();
        if (!found.isRunning()) {
            out.printf("Ollama does not answer at %s.%n", host.baseUrl());
            out.println("  Install it from ollama.com, start it with `ollama serve`, or set OLLAMA_HOST.");
        } else if (found.installed().isEmpty()) {
            out.printf("Ollama at %s has no model yet.%n", host.baseUrl());
            out.println("  Get one with `ollama pull llama3.2:1b`.");
        } else {
            out.printf("Ollama at %s%n", host.baseUrl());
            found.installed()
                    .values()
                    .forEach(model -> line(
                            "ollama:" + model.name(), window(found.abilities(model.name())), describe(found, model)));
        }
        out.println();
    }

    private static int window(OllamaModel.@Nullable Abilities abilities) {
        return abilities == null ? 0 : abilities.contextTokens();
    }

    private static String describe(OllamaSnapshot host, OllamaModel model) {
        OllamaModel.Abilities abilities = host.abilities(model.name());
        String can = abilities == null
                ? ""
                : (abilities.tools() ? " tools" : "")
                        + (abilities.vision() ? " vision" : "")
                        + (abilities.thinking() ? " thinking" : "");
        if (model.remote()) {
            return "runs on a remote machine" + can;
        }
        return String.format(
                Locale.ROOT, "%.1f GB%s%s", model.sizeBytes() / 1e9, can, describe(host.loaded(model.name())));
    }

    private static String describe(OllamaModel.@Nullable Loaded loaded) {
        if (loaded == null) {
            return "";
        }
        return loaded.onGpu()
                ? String.format(Locale.ROOT, " loaded, %.1f GB of it on a graphics card", loaded.vramBytes() / 1e9)
                : " loaded";
    }

    private void cloud(Provider provider, ProbeClient probe) {
        List<String> names = List.of();
        if (refresh || provider.side() == Side.LOCAL) {
            provider.look(probe);
            names = provider.models().stream().map(KnownModel::name).sorted().toList();
        }
        out.printf("%s (%s)%n", provider.name(), provider.state("").detail());
        for (String name : names.isEmpty() ? provider.recommended() : names) {
            line(provider.name() + ":" + name, provider.state(name).contextTokens(), "");
        }
        out.println();
    }

    private void line(String model, int contextTokens, String more) {
        String window = contextTokens > 0 ? String.format(Locale.ROOT, "%,d tokens", contextTokens) : "";
        out.println(String.format(Locale.ROOT, "  %-40s %18s  %s", model, window, more)
                .stripTrailing());
    }
}

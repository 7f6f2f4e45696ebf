package io.oblix.policy.file;

import io.oblix.chat.PolicyName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the policy files of a folder. It compares names, targets of links (Kubernetes mounts a ConfigMap by them), times
 * and sizes, and reads a file only once it is unchanged for one look, because some editors truncate first and write
 * later. Without the folder the policies in the jar are used.
 */
public final class PolicyFolder {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyFolder.class);

    /** What shows that a policy file, or its examples, has changed. */
    private record Seen(
            Path file,
            Path real,
            @Nullable Object key,
            FileTime modified,
            long size,
            @Nullable Seen examples) {}

    private final Path folder;
    private final Policies policies;
    private Map<String, Seen> lastLook = Map.of();
    private final Map<String, Seen> taken = new HashMap<>();
    private List<String> reported = List.of();
    private boolean loaded;
    private boolean inFolder;
    private boolean existedLast;

    public PolicyFolder(Path folder, Policies policies) {
        this.folder = folder;
        this.policies = policies;
    }

    /** The first load. Afterwards there is a policy {@code auto}, whatever the folder holds. */
    public synchronized void load() {
        loaded = true;
        if (Files.isDirectory(folder)) {
            inFolder = true;
            lastLook = look();
            lastLook.forEach(this::take);
        } else {
            PolicyFiles.SHIPPED.forEach(this::useBundled);
        }
        standInForAuto();
    }

    /** Loads what has changed and is unchanged since the last look. */
    public synchronized void follow() {
        if (!loaded) {
            return;
        }
        boolean exists = Files.isDirectory(folder);
        Map<String, Seen> now = exists ? look() : Map.of();
        if (exists != inFolder && exists == existedLast) {
            move(exists, now);
        } else if (exists && inFolder) {
            takeChanges(now);
        }
        existedLast = exists;
        lastLook = now;
        policies.sweep();
    }

    /** When the folder appears, only its files count; when it disappears, only those in the jar. */
    private void move(boolean intoFolder, Map<String, Seen> now) {
        LOG.warn("the folder {} is {}", folder, intoFolder ? "there now" : "gone: the policies in the jar are used");
        inFolder = intoFolder;
        taken.clear();
        Set<String> names = intoFolder ? now.keySet() : Set.copyOf(PolicyFiles.SHIPPED);
        for (String name : policies.names()) {
            if (!names.contains(name) && !name.equals(PolicyName.AUTO)) {
                policies.withdraw(name);
            }
        }
        if (intoFolder) {
            now.forEach(this::take);
        } else {
            policies.forgetRejection(PolicyName.AUTO);
            PolicyFiles.SHIPPED.forEach(this::useBundled);
        }
    }

    private void takeChanges(Map<String, Seen> now) {
        now.forEach((name, seen) -> {
            if (seen.equals(lastLook.get(name)) && !seen.equals(taken.get(name))) {
                take(name, seen);
            }
        });
        for (String gone : Set.copyOf(taken.keySet())) {
            if (!now.containsKey(gone) && !lastLook.containsKey(gone)) {
                taken.remove(gone);
                withdraw(gone);
            }
        }
    }

    private void withdraw(String name) {
        if (name.equals(PolicyName.AUTO)) {
            LOG.warn("{}{} is gone from {}: the one in the jar is used", PolicyName.AUTO, PolicySource.SUFFIX, folder);
            policies.forgetRejection(PolicyName.AUTO);
            useBundled(PolicyName.AUTO);
        } else {
            policies.withdraw(name);
        }
    }

    private void standInForAuto() {
        if (policies.get(PolicyName.AUTO) == null) {
            LOG.warn(
                    "there is no usable {}{} in {}: the one in the jar is used",
                    PolicyName.AUTO,
                    PolicySource.SUFFIX,
                    folder);
            useBundled(PolicyName.AUTO);
        }
    }

    private void take(String name, Seen seen) {
        Path file = seen.file();
        try {
            PolicySource source = PolicyFiles.read(file);
            taken.put(name, seen);
            policies.offer(source);
        } catch (NoSuchFileException deleted) {
            LOG.debug("{} was deleted while it was read", file);
        } catch (IOException unreadable) {
            taken.put(name, seen);
            policies.unreadable(name, file.toString(), PolicyFiles.complaint(unreadable));
        }
    }

    private Map<String, Seen> look() {
        Map<String, Seen> found = new HashMap<>();
        try {
            for (Path file : PolicyFiles.in(folder)) {
                Seen seen = seen(file, seen(PolicyFiles.examplesOf(file), null));
                if (seen != null) {
                    found.put(PolicyFiles.nameOf(file), seen);
                }
            }
            report(PolicyFiles.unused(folder));
        } catch (IOException unreadable) {
            LOG.warn("the folder {} cannot be read: {}", folder, unreadable.toString());
            return lastLook;
        }
        return found;
    }

    private void report(List<String> unused) {
        unused.stream().filter(line -> !reported.contains(line)).forEach(LOG::warn);
        reported = unused;
    }

    private static @Nullable Seen seen(Path file, @Nullable Seen examples) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes found = Files.readAttributes(real, BasicFileAttributes.class);
            return new Seen(file, real, found.fileKey(), found.lastModifiedTime(), found.size(), examples);
        } catch (IOException gone) {
            return null;
        }
    }

    private void useBundled(String name) {
        policies.use(PolicyFiles.bundled(name).withoutExamples());
    }
}

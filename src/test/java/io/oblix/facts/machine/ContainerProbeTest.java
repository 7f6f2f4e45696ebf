package io.oblix.facts.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are as containers and services show them, each laid out below a folder of its own. */
class ContainerProbeTest {

    private static final long MACHINE_BYTES = 16L << 30;

    @TempDir
    private Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aVersion2ContainerSeesItsOwnGroupAsTheRoot() throws Exception {
        file("proc/self/cgroup", "0::/\n");
        file(
                "proc/self/mountinfo",
                "1105 1103 0:30 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate\n");
        file("sys/fs/cgroup/cpu.max", "150000 100000\n");
        file("sys/fs/cgroup/cpu.stat", "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 12\n");
        file("sys/fs/cgroup/memory.max", "2147483648\n");
        file("sys/fs/cgroup/memory.current", "1610612736\n");
        file("sys/fs/cgroup/memory.stat", """
            anon 536870912
            file 1073741824
            kernel 1048576
            inactive_anon 4096
            active_anon 536866816
            inactive_file 805306368
            active_file 268435456
            slab_reclaimable 4096
            """);

        ContainerSample sample = new ContainerProbe(root).sample();

        assertThat(sample).isEqualTo(new ContainerSample(1.5, 2_500_000_000L, 2L << 30, 512L << 20));
        assertThat(sample.memoryPercent(MACHINE_BYTES)).isEqualTo(25);
    }

    @Test
    void aVersion2ServiceIsAlsoBoundByItsSlice() throws Exception {
        file("proc/self/cgroup", "0::/system.slice/oblix.service\n");
        file("proc/self/mountinfo", """
            25 30 0:23 / /sys rw,nosuid - sysfs sysfs rw
            34 25 0:29 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw
            """);
        file("sys/fs/cgroup/system.slice/oblix.service/cpu.max", "max 100000\n");
        file("sys/fs/cgroup/system.slice/oblix.service/cpu.stat", "usage_usec 7\n");
        file("sys/fs/cgroup/system.slice/oblix.service/memory.max", "max\n");
        file("sys/fs/cgroup/system.slice/cpu.max", "400000 100000\n");
        file("sys/fs/cgroup/system.slice/cpu.stat", "usage_usec 9\n");
        file("sys/fs/cgroup/system.slice/memory.max", "8589934592\n");
        file("sys/fs/cgroup/system.slice/memory.current", "4294967296\n");
        file("sys/fs/cgroup/system.slice/memory.stat", "file 0\ninactive_file 0\nactive_file 0\n");

        assertThat(new ContainerProbe(root).sample()).isEqualTo(new ContainerSample(4, 9_000, 8L << 30, 4L << 30));
    }

    @Test
    void aVersion1ContainerIsFoundByTheRootOfTheMount() throws Exception {
        String id = "/docker/3f1c0a";
        file(
                "proc/self/cgroup",
                "12:memory:" + id + "\n5:cpu,cpuacct:" + id + "\n1:name=systemd:" + id + "\n0::/system.slice/x\n");
        file(
                "proc/self/mountinfo",
                "722 721 0:28 " + id
                        + " /sys/fs/cgroup/cpu,cpuacct ro,relatime master:11 - cgroup cgroup rw,cpu,cpuacct\n"
                        + "735 721 0:41 " + id
                        + " /sys/fs/cgroup/memory ro,relatime master:24 - cgroup cgroup rw,memory\n");
        file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n");
        file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        file("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", "123456789\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
        file("sys/fs/cgroup/memory/memory.usage_in_bytes", "1063256064\n");
        file("sys/fs/cgroup/memory/memory.stat", """
            cache 9306112
            inactive_file 20480
            active_file 217088
            total_cache 475226112
            total_inactive_file 104857600
            total_active_file 52428800
            """);

        ContainerSample sample = new ContainerProbe(root).sample();

        assertThat(sample).isEqualTo(new ContainerSample(0.5, 123_456_789, 1L << 30, 1_063_256_064L - 157_286_400L));
        assertThat(sample.memoryPercent(MACHINE_BYTES)).isCloseTo(84.4, within(0.1));
    }

    @Test
    void groupsWithoutLimitsLimitNothing() throws Exception {
        file("proc/self/cgroup", "4:memory:/user/1f0c\n1:cpu:/\n0::/\n");
        file("proc/self/mountinfo", """
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """);
        file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        file("sys/fs/cgroup/memory/user/1f0c/memory.limit_in_bytes", "9223372036854771712\n");
        file("sys/fs/cgroup/memory/user/1f0c/memory.usage_in_bytes", "18956288\n");

        ContainerSample sample = new ContainerProbe(root).sample();

        assertThat(sample).isEqualTo(ContainerSample.UNLIMITED);
        assertThat(sample.memoryPercent(MACHINE_BYTES)).isZero();
        assertThat(sample.cpuPercentSince(sample, 1_000)).isZero();
    }

    @Test
    void onlyProcessesOfTheSameGroupShareItsLimits() throws Exception {
        file("proc/self/cgroup", "0::/system.slice/oblix.service\n");
        file("proc/17/cgroup", "0::/system.slice/oblix.service\n");
        file("proc/18/cgroup", "0::/system.slice/ollama.service\n");

        ContainerProbe probe = new ContainerProbe(root);

        assertThat(probe.holdsAny(List.of(18, 17))).isTrue();
        assertThat(probe.holdsAny(List.of(18, 19))).isFalse();
        assertThat(new ContainerProbe(root.resolve("windows")).holdsAny(List.of(17)))
                .isFalse();
    }

    @Test
    void anEnginesMarkTellsAContainer() throws Exception {
        boolean inKubernetes = System.getenv("KUBERNETES_SERVICE_HOST") != null;
        assertThat(new ContainerProbe(root).isContainer()).isEqualTo(inKubernetes);

        file("run/.containerenv", "");

        assertThat(new ContainerProbe(root).isContainer()).isTrue();
    }

    @Test
    void aSystemWithoutControlGroupsLimitsNothing() {
        assertThat(new ContainerProbe(root.resolve("windows")).sample()).isEqualTo(ContainerSample.UNLIMITED);
    }

    @Test
    void halfOfTheAllowedTimeIsFiftyPercent() {
        ContainerSample earlier = new ContainerSample(2, 5_000_000_000L, 1, 1);
        ContainerSample now = new ContainerSample(2, 6_000_000_000L, 1, 1);

        assertThat(now.cpuPercentSince(earlier, 1_000_000_000L)).isEqualTo(50);
        assertThat(now.cpuPercentSince(ContainerSample.UNLIMITED, 1_000_000_000L))
                .isZero();
        assertThat(earlier.cpuPercentSince(now, 1_000_000_000L)).isZero();
    }

    @Test
    void aLimitAboveTheMachinesMemoryLimitsNothing() {
        assertThat(new ContainerSample(1, 0, 32L << 30, 8L << 30).memoryPercent(MACHINE_BYTES))
                .isZero();
    }
}

import * as echarts from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([LineChart, GridComponent, TooltipComponent, LegendComponent, DataZoomComponent, CanvasRenderer]);

interface Well { well: string; sample: string; role: string; cq: number | null; fluorescence: number[] }

const colours: Record<string, string> = { standard: '#0072b2', sample: '#d55e00', control: '#1a1f24' };

export function showCurves(place: HTMLElement, wells: Well[]): void {
  const box = document.createElement('div');
  box.className = 'curves';
  box.setAttribute('role', 'img');
  box.setAttribute('aria-label', `Amplification curves of ${wells.length} wells with zoom; the table of wells holds each Cq`);
  place.append(box);
  const ink = getComputedStyle(document.documentElement).getPropertyValue('--ink').trim() || '#1a1f24';
  const chart = echarts.init(box, undefined, { renderer: 'canvas' });
  chart.setOption({
    animation: false,
    textStyle: { color: ink },
    grid: { left: 70, right: 20, top: 40, bottom: 80 },
    legend: { top: 4, data: Object.keys(colours), textStyle: { color: ink } },
    tooltip: {
      trigger: 'item',
      formatter: (p: { seriesIndex: number; data: [number, number] }) => {
        const w = wells[p.seriesIndex];
        return `${w.well}, ${w.sample}<br>Cq ${w.cq === null ? 'none' : w.cq.toFixed(2)}<br>cycle ${p.data[0]}: ${p.data[1].toFixed(3)}`;
      },
    },
    dataZoom: [{ type: 'inside', xAxisIndex: 0 }, { type: 'slider', xAxisIndex: 0, bottom: 10 }, { type: 'inside', yAxisIndex: 0 }],
    xAxis: { type: 'value', name: 'cycle', nameLocation: 'middle', nameGap: 26, min: 1, axisLabel: { color: ink } },
    yAxis: { type: 'value', name: 'fluorescence', nameLocation: 'middle', nameGap: 52, axisLabel: { color: ink } },
    series: wells.map(w => ({
      name: w.role, type: 'line', showSymbol: false, symbolSize: 6, triggerLineEvent: true, emphasis: { focus: 'series' }, lineStyle: { width: 1.2, type: w.role === 'control' ? 'dashed' : 'solid' },
      itemStyle: { color: w.role === 'control' ? ink : colours[w.role] }, data: w.fluorescence.map((f, i) => [i + 1, f]),
    })),
  });
  new ResizeObserver(() => chart.resize()).observe(box);
}
